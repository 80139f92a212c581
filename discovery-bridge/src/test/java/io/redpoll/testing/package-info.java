/** Fakes and listeners that the tests of several rooms share. */
package io.redpoll.testing;
