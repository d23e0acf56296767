-- +goose Up

-- In which languages a page's text was recognised, as tesseract names them; empty where it
-- was not recognised, or nobody noted it.
ALTER TABLE pages ADD COLUMN language TEXT NOT NULL DEFAULT '';
