package io.redpoll.kubernetes;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Tells IP addresses from anything else, without ever asking a name server. */
final class IpAddress {

  private static final Pattern IPV4 =
      Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
  private static final Pattern IPV6_SIGNS = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]{1,43}");

  private IpAddress() {}

  static boolean isValid(String text, boolean ipv6) {
    return ipv6 ? isIpv6(text) : IPV4.matcher(text).matches();
  }

  private static boolean isIpv6(String text) {
    if (!IPV6_SIGNS.matcher(text).matches()) {
      return false;
    }
    try {
      // With a colon in it the JDK parses and never resolves.
      return InetAddress.getByName(text) != null;
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }
}
