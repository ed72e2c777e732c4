-- A passage never changes: its id is made of its text, so that a conversation shows what was shown.
CREATE TABLE passage (
    id     text PRIMARY KEY,
    source text NOT NULL,
    title  text NOT NULL,
    text   text NOT NULL
);

CREATE TABLE conversation (
    id       uuid PRIMARY KEY,
    began_at timestamptz NOT NULL
);

-- The order of the list: newest first, and no two at the same place.
CREATE INDEX conversation_newest ON conversation (began_at DESC, id DESC);

CREATE TABLE exchange (
    conversation uuid        NOT NULL REFERENCES conversation ON DELETE CASCADE,
    number       integer     NOT NULL,
    asked_at     timestamptz NOT NULL,
    question     text        NOT NULL,
    answer       text        NOT NULL,
    PRIMARY KEY (conversation, number)
);

CREATE TABLE exchange_passage (
    conversation uuid             NOT NULL,
    number       integer          NOT NULL,
    rank         integer          NOT NULL,
    passage      text             NOT NULL REFERENCES passage,
    score        double precision NOT NULL,
    PRIMARY KEY (conversation, number, rank),
    FOREIGN KEY (conversation, number) REFERENCES exchange ON DELETE CASCADE
);
