package dev.eloquent.peers.secrets;

/** What a peer and Eloquent have in common: it reads secrets, and keeps them for a while. */
interface SecretReader extends AutoCloseable {
    /** What a service gets for a name: text, or what hides it. */
    Object read(String name) throws Exception;

    /** The same secret as what its JSON is. */
    Object readJson(String name) throws Exception;

    /** The value before the last rotation. */
    String readPrevious(String name) throws Exception;

    @Override
    void close();
}
