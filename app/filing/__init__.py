"""Everything that enters or leaves through the ledger: attachments, evidence, exports, copies; writing files whole."""
