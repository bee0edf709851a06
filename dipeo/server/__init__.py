"""The server of `dipeo serve`: the page, and the GraphQL API that it asks."""
