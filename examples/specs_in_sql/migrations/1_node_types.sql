CREATE TABLE node_types (
    name TEXT PRIMARY KEY,
    spec JSON NOT NULL,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE generated (
    path TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
