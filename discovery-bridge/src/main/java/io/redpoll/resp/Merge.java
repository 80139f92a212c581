package io.redpoll.resp;

/** How the replies of a command that was split by keys become one. */
public enum Merge {
  /** It must not be split. */
  NONE,
  /** The replies are counts: add them. */
  SUM,
  /** All say OK: say OK. */
  ALL_OK,
  /** Each is an array with one element for each key: put the elements in the order of the keys. */
  ARRAY_IN_ORDER
}
