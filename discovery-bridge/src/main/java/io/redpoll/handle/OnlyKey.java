package io.redpoll.handle;

import io.redpoll.resp.CommandInfo;
import io.redpoll.resp.KeySpec;

/** Where the key of a command is that has just one, as most have: found without a list, since it is asked for each command. */
final class OnlyKey {

  private OnlyKey() {}

  /** Its position among the arguments, the first being 0; -1 for commands that may have more, or none. */
  static int position(CommandInfo command) {
    if (command.keySpecs().size() != 1) {
      return -1;
    }
    KeySpec spec = command.keySpecs().get(0);
    boolean one = spec.search() == KeySpec.Search.INDEX
        && spec.find() == KeySpec.Find.RANGE
        && spec.a() == 0
        && spec.complete();
    return one ? spec.start() - 1 : -1;
  }
}
