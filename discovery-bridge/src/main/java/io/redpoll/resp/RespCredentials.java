package io.redpoll.resp;

import static java.util.Objects.requireNonNull;

/**
 * Who to log in as.
 *
 * @param user the ACL user; empty for {@code default}, as servers without ACL (Redis 5) know it
 * @param password its password; never shown
 */
public record RespCredentials(String user, String password) {

  public RespCredentials {
    requireNonNull(user, "user is null");
    requireNonNull(password, "password is null");
  }

  /** Tells the user, hides the password. */
  @Override
  public String toString() {
    return "RespCredentials[user=" + user + ", password=***]";
  }
}
