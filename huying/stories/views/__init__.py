"""Pages of stories 故事."""
