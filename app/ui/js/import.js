function importPage() {}
