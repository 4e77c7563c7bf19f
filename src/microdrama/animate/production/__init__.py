"""What a production costs and how long it takes: prices, quotes, budgets, baselines, schedules."""
