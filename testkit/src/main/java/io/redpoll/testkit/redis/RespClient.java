package io.redpoll.testkit.redis;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** The least that one needs to ask a Redis server something: one connection, one blocking command at a time. */
final class RespClient implements Closeable {

  private final Socket socket;
  private final InputStream in;

  RespClient(InetSocketAddress address, int timeoutMillis) throws IOException {
    socket = new Socket();
    try {
      socket.setSoTimeout(timeoutMillis);
      socket.setTcpNoDelay(true);
      socket.connect(address, timeoutMillis);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /** The reply as text: elements of an array by lines, an error with its minus sign, nil as nothing. */
  String send(String... words) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(ascii("*" + words.length + "\r\n"));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      frame.writeBytes(ascii("$" + bytes.length + "\r\n"));
      frame.writeBytes(bytes);
      frame.writeBytes(ascii("\r\n"));
    }
    socket.getOutputStream().write(frame.toByteArray());
    return reply();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String reply() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+', ':' -> rest;
      case '-' -> line;
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      default -> throw new IOException("not a RESP2 reply: " + line);
    };
  }

  private String bulk(int length) throws IOException {
    if (length < 0) {
      return "";
    }
    byte[] content = in.readNBytes(length);
    line();
    return new String(content, StandardCharsets.UTF_8);
  }

  private String array(int length) throws IOException {
    StringJoiner elements = new StringJoiner("\n");
    for (int i = 0; i < length; i++) {
      elements.add(reply());
    }
    return elements.toString();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("connection closed by the server");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
