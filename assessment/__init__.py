"""The core: pure scoring and statistics, a store, and one service function for each thing a person can do."""
