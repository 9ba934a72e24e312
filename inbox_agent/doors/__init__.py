"""The only folder that touches the world: mail servers, the database, the model, files."""
