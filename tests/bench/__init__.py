"""Times Byline beside the plain LangChain pipeline: `python -m tests.bench`."""
