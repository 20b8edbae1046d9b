trap 'echo exit' EXIT; (echo sub); (trap 'echo sub exit' EXIT; true); echo end
