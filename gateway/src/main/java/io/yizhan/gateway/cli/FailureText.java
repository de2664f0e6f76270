package io.yizhan.gateway.cli;

import io.yizhan.gateway.desk.Causes;
import io.yizhan.gateway.desk.StoreUnavailableException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What a failure says to who typed the command: sentences; stack traces are for logs. */
final class FailureText {
  private static final int CAUSES_SAID_MAX = 4;

  private FailureText() {}

  /** The sentences of a failure and of what caused it. */
  static String of(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable at : Causes.of(failure).stream().limit(CAUSES_SAID_MAX).toList()) {
      String sentence = sentence(at);
      if (text.indexOf(sentence) < 0 && !quotesCause(at)) {
        text.append(text.isEmpty() ? "" : "; ").append(sentence);
      }
    }
    return text.toString();
  }

  /** Whether a failure only says what its cause says, as one that wraps another does. */
  private static boolean quotesCause(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause != null
        && (failure.getMessage() == null || failure.getMessage().equals(cause.toString()));
  }

  private static String sentence(Throwable failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "无权读写 / this user may not read or write: " + denied.getFile();
    }
    if (failure instanceof NoSuchFileException missing) {
      return "没有这个文件或目录 / there is no such file or folder: " + missing.getFile();
    }
    if (failure instanceof FileSystemException failed) {
      return "文件操作失败 / a file could not be used: " + failed.getMessage();
    }
    if (failure instanceof StoreUnavailableException) {
      return "数据库没有应答 / the database did not answer";
    }
    if (failure instanceof Error) {
      return "内部错误，请报告 / an internal error, please report it: " + failure;
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
