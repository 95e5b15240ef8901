-- Looks at every transit, and holds up nobody who moves money meanwhile.
ALTER TABLE transit VALIDATE CONSTRAINT transit_kind_check;
