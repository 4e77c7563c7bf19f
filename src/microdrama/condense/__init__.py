"""Findings in, a plan out: what stays of a film, and where its episodes begin and end."""
