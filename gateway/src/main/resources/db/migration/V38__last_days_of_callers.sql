-- The last day on which a caller called; see V38__last_days_of_callers.md.

ALTER TABLE caller ADD COLUMN last_called date;
