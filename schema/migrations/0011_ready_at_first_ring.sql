-- How many helpers were ready near by when the first ring of a need was asked: coverage compares with needs that had as many.
-- Null with the later rings, and where nobody counted yet.
ALTER TABLE wave ADD COLUMN ready integer;
