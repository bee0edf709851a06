"""Places beyond the workspace's files: databases, objects, archives, revisions of Git, the web."""
