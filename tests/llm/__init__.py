"""A real small model through LangChain. `make test-llm` installs what this needs; the ordinary run leaves it out."""
