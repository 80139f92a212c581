package io.redpoll.bench;

/** A client under its name. */
record Subject(String name, Client client) {}
