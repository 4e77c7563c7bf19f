"""The operators' back office: Django's admin, each page as much as its reader's role allows."""
