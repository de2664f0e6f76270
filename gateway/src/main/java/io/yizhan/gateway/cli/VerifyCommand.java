package io.yizhan.gateway.cli;

import io.yizhan.gateway.receipt.Receipt;
import io.yizhan.gateway.receipt.SignedText;
import io.yizhan.gateway.receipt.VerifyingKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies a receipt with nothing but a public key. */
@Command(
    name = "verify",
    description = {
      "验回执：只用公钥，不连数据库和网关 / Verify a receipt by a public key alone, "
          + "without any database or gateway."
    },
    footer = {"", "例 / Example:", "  ./yizhan verify receipt.txt --key receipt-keys.pem"})
final class VerifyCommand implements Callable<Integer> {
  private static final long FILE_BYTES_MAX = 8L * 1024 * 1024;

  @SuppressWarnings("NullAway.Init")
  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "RECEIPT", description = "回执文件 / The receipt.")
  private @Nullable Path receipt;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "公钥文件（PEM，可多个）/ Public keys, PEM, one or more.")
  private @Nullable Path key;

  @Override
  public Integer call() throws IOException {
    if (receipt == null || key == null) {
      return ExitCode.USAGE;
    }
    PrintWriter out = spec.commandLine().getOut();
    String keyText;
    String receiptText;
    try {
      keyText = read(key);
      receiptText = read(receipt);
    } catch (NoSuchFileException missing) {
      spec.commandLine()
          .getErr()
          .println("yizhan: 没有这个文件 / there is no such file: " + missing.getFile());
      return ExitCode.USAGE;
    }
    List<VerifyingKey> keys = VerifyingKey.ofPem(keyText);
    if (keys.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("yizhan: 公钥文件中没有公钥（PEM）/ no public key in PEM is in this file: " + key);
      return ExitCode.USAGE;
    }
    Receipt read;
    SignedText text;
    try {
      read = Receipt.parse(receiptText);
      text = SignedText.parse(read.entry().signed());
    } catch (IllegalArgumentException damaged) {
      out.println("不是回执，或已损坏 / no receipt, or damaged: " + damaged.getMessage());
      return ExitCode.NO;
    }
    Receipt.Finding finding = read.check(keys);
    if (finding == Receipt.Finding.VALID && !text.kind().equals(SignedText.ENTRY)) {
      finding = Receipt.Finding.SIGNATURE_WRONG;
    }
    out.println(sentence(finding));
    if (finding == Receipt.Finding.VALID) {
      for (String name : List.of("kind", "id", "posting-date", "hospital")) {
        out.println("  " + name + ": " + text.field(name));
      }
      out.println("  key-id: " + read.entry().keyId());
      out.println(
          read.day().isPresent()
              ? "  已列入当日根 in the root of its day"
              : "  当日根尚未包含在内 without the root of its day");
    }
    return finding == Receipt.Finding.VALID ? ExitCode.DONE : ExitCode.NO;
  }

  /** Its text; bytes that are no UTF-8 become characters that no receipt and no key has. */
  private static String read(Path file) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException("文件过大 / the file is too large: " + file);
    }
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static String sentence(Receipt.Finding finding) {
    return switch (finding) {
      case VALID -> "有效 valid";
      case KEY_UNKNOWN -> "没有此编号的公钥 no public key of this id was given";
      case SIGNATURE_WRONG -> "签名不符：内容被改动 the signature is wrong: the content was changed";
      case ROOT_SIGNATURE_WRONG -> "当日根签名不符 the signature of the day's root is wrong";
      case NOT_IN_DAY -> "不在当日根之内 the entry is not in the root of its day";
    };
  }
}
