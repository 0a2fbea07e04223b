"""What chapters share on a page: its state, its link, controls, the arithmetic of a number, components, jobs."""
