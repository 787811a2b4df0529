"""Times Byline beside the plain LangChain tutorial pipeline, on the same made-up articles in the same run."""
