-- Looks at every account, and holds up nobody who moves money meanwhile.
ALTER TABLE ledger_account VALIDATE CONSTRAINT ledger_account_purpose_check;
