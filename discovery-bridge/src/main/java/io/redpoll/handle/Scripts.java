package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.Requests;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The scripts that went through a handle by EVAL and SCRIPT LOAD, so that EVALSHA works also where a server has none: servers do
 * not persist scripts, and a new primary need not have those of the old one.
 *
 * <p>It keeps the last {@value #MOST} of up to {@value #LONGEST} bytes. Any thread.
 */
final class Scripts {

  static final int MOST = 256;
  static final int LONGEST = 64 * 1024;

  /** For each command that names a script by its hash the one that brings it along. */
  private static final Map<String, Command> WHOLE =
      Map.of("EVALSHA", Command.EVAL, "EVALSHA_RO", Command.EVAL_RO);

  private final Map<Script, Script> known = new ConcurrentHashMap<>();
  private final Queue<Script> byAge = new ConcurrentLinkedQueue<>();

  /** Keeps the script that {@code request} brings, if it brings one. */
  void note(CommandInfo command, Request request) {
    switch (command.name()) {
      case "EVAL", "EVAL_RO" -> keep(Requests.arguments(request), 0);
      case "SCRIPT|LOAD" -> keep(Requests.arguments(request), 1);
      default -> {
        // It brings none.
      }
    }
  }

  private void keep(List<byte[]> arguments, int position) {
    if (arguments.size() <= position || arguments.get(position).length > LONGEST) {
      return;
    }
    Script script = new Script(arguments.get(position));
    if (known.putIfAbsent(script, script) == null) {
      byAge.add(script);
      if (known.size() > MOST) {
        known.remove(byAge.poll());
      }
    }
  }

  /** What to send instead of {@code request} if {@code failure} says that the server lacks its script, and it is known here. */
  Optional<Request> whole(Request request, Throwable failure) {
    Command command = WHOLE.get(Requests.name(request));
    List<byte[]> arguments = Requests.arguments(request);
    if (command == null || arguments.isEmpty() || !Retry.word(failure).equals("NOSCRIPT")) {
      return Optional.empty();
    }
    String sha = new String(arguments.get(0), StandardCharsets.ISO_8859_1);
    return known.keySet().stream()
        .filter(script -> script.sha().equalsIgnoreCase(sha))
        .findAny()
        .map(script -> {
          List<byte[]> with = new ArrayList<>(arguments);
          with.set(0, script.body);
          return Requests.of(command, with);
        });
  }

  /** A script; its hash is worked out when it is asked for, which is seldom. */
  private static final class Script {

    private final byte[] body;
    private final int hash;
    private volatile String sha = "";

    Script(byte[] body) {
      this.body = body;
      this.hash = Arrays.hashCode(body);
    }

    /** The name that servers know it by: SHA-1 in hexadecimal digits. */
    String sha() {
      if (sha.isEmpty()) {
        try {
          sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(body));
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("SHA-1 is missing (expected: in every JVM)", e);
        }
      }
      return sha;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Script script && Arrays.equals(body, script.body);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
