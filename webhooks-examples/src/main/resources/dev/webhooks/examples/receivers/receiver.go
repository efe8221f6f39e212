// Receives the webhooks of {{brand}}. Run: WEBHOOK_API_KEYS=whsec_… go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The key that registering the webhook showed. While a key is being replaced: the old one and the new one, with a
// space between. None before the webhook is registered, for it is shown afterwards: then only the handshake is
// answered.
var keys = strings.Fields(os.Getenv("WEBHOOK_API_KEYS"))

const (
	standard  = "{{signatures}}" == "STANDARD" // how the webhook was registered: HEX or STANDARD
	tolerance = 5 * 60                         // seconds
	maxBody   = 1024 * 1024
)

var seen sync.Map // in earnest a table with a unique column, written in the transaction that does the work

func genuine(header http.Header, rawBody []byte) bool {
	if standard {
		return genuineStandard(header, rawBody)
	}
	return genuineHex(header, rawBody)
}

func genuineHex(header http.Header, rawBody []byte) bool {
	sent, found := header.Get("X-{{brand}}-Signature"), false
	for _, key := range keys {
		found = equal(sent, hex.EncodeToString(mac([]byte(key), rawBody))) || found
	}
	return found
}

func genuineStandard(header http.Header, rawBody []byte) bool {
	id, sentAt := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseUint(sentAt, 10, 40)
	age := time.Now().Unix() - int64(seconds)
	if id == "" || err != nil || age > tolerance || age < -tolerance {
		return false
	}
	signed, found := append([]byte(id+"."+sentAt+"."), rawBody...), false
	for _, key := range keys {
		secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whsec_"))
		if err != nil {
			continue
		}
		expected := "v1," + base64.StdEncoding.EncodeToString(mac(secret, signed))
		for _, sent := range strings.SplitN(header.Get("webhook-signature"), " ", 17) {
			found = equal(sent, expected) || found
		}
	}
	return found
}

func mac(key, message []byte) []byte {
	hash := hmac.New(sha256.New, key)
	hash.Write(message)
	return hash.Sum(nil)
}

func equal(sent, expected string) bool { // in a time that does not tell how much of it agrees
	return hmac.Equal([]byte(sent), []byte(expected))
}

func receive(response http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		response.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	rawBody, err := io.ReadAll(http.MaxBytesReader(response, request.Body, maxBody))
	if err != nil {
		response.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if len(keys) > 0 && !genuine(request.Header, rawBody) {
		response.WriteHeader(http.StatusUnauthorized)
		return
	}
	var body struct{ Event, VerifyToken string }
	if json.Unmarshal(rawBody, &body) != nil || body.Event == "" {
		response.WriteHeader(http.StatusBadRequest)
		return
	}
	// What the body says, and no header: the body is what is signed.
	if body.Event == "webhook.verify" {
		response.Header().Set("Content-Type", "application/json")
		json.NewEncoder(response).Encode(map[string]string{"verifyToken": body.VerifyToken})
		return
	}
	if len(keys) == 0 {
		response.Header().Set("Retry-After", "60") // kept, and sent again then
		response.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	delivery := request.Header.Get("X-{{brand}}-Delivery")
	if standard {
		delivery = request.Header.Get("webhook-id")
	}
	if _, again := seen.LoadOrStore(delivery, true); !again || delivery == "" {
		fmt.Println("handle", body.Event, delivery) // put it into a queue here, and work after the answer
	}
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8000"
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		panic(err)
	}
	fmt.Println("listening on", listener.Addr().(*net.TCPAddr).Port)
	server := http.Server{Handler: http.HandlerFunc(receive), ReadTimeout: 30 * time.Second}
	panic(server.Serve(listener))
}
