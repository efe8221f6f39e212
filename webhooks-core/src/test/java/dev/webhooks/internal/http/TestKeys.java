package dev.webhooks.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority, one below it, and a server of {@code localhost} below that, whose certificates say
 * where to fetch the rest. Made with the JDK's keytool: HeldCertificate has no such extensions.
 */
final class TestKeys {
  static final String PASSWORD = "password";

  private final Path folder;

  /**
   * @param port of the loopback that every URL points to
   */
  TestKeys(Path folder, int port) throws Exception {
    this.folder = folder;
    String url = "uri:http://127.0.0.1:" + port + "/";
    String[] pointers = {
      "-ext",
      "aia=caIssuers:" + url + "issuer.cer,ocsp:" + url + "ocsp",
      "-ext",
      "crl=" + url + "crl"
    };
    generate("root", "-ext", "bc:c");
    generate("middle", pointers, "-signer", "root", "-ext", "bc:c");
    generate("server", pointers, "-signer", "middle", "-ext", "san=dns:localhost");
    trust();
  }

  /** The three, under their names, with their keys. */
  KeyStore store() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
  }

  /** Holds the root alone. */
  Path trustStore() {
    return folder.resolve("trust.p12");
  }

  private void trust() throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("root", store().getCertificate("root"));
    try (OutputStream out = Files.newOutputStream(trustStore())) {
      trust.store(out, PASSWORD.toCharArray());
    }
  }

  private void generate(String name, String... options) throws Exception {
    generate(name, new String[0], options);
  }

  private void generate(String name, String[] pointers, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"));
    command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(options));
    command.addAll(List.of(pointers));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }
}
