"""Console: pages for analysts and the response desk."""
