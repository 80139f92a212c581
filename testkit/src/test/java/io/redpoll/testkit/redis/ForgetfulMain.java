package io.redpoll.testkit.redis;

/** A program that starts a server and ends without a thought for it. */
final class ForgetfulMain {

  private ForgetfulMain() {}

  public static void main(String[] args) {
    System.out.println(RedisServer.start().pid());
  }
}
