"""The use cases, and the flow that runs their stages: artefact store, progress, cancel, executors."""
