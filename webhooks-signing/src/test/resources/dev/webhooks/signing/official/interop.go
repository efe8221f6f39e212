// Verifies what it is given with an official library, and prints that library's own signature of it.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	svix "github.com/svix/svix-webhooks/go"
)

type webhook interface {
	Verify(payload []byte, headers http.Header) error
	Sign(id string, timestamp time.Time, payload []byte) (string, error)
}

func library(name, key string) (webhook, error) {
	if name == "svix" {
		return svix.NewWebhook(key)
	}
	return standardwebhooks.NewWebhook(key)
}

func run() error {
	library, err := library(os.Args[1], os.Getenv("KEY"))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	headers := http.Header{}
	headers.Set("webhook-id", os.Getenv("ID"))
	headers.Set("webhook-timestamp", os.Getenv("TIMESTAMP"))
	headers.Set("webhook-signature", os.Getenv("SIGNATURE"))
	if err := library.Verify(body, headers); err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(os.Getenv("TIMESTAMP"), 10, 64)
	if err != nil {
		return err
	}
	signature, err := library.Sign(os.Getenv("ID"), time.Unix(seconds, 0), body)
	fmt.Print(signature)
	return err
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
