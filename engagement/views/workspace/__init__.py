"""The coordinator's pages: a consultation prepared and overseen, what came in read, cut and answered."""
