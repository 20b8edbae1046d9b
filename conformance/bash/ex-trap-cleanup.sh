(trap 'echo cleaned; rm -f tmpf' EXIT; touch tmpf; ls tmpf); ls tmpf 2>/dev/null || echo gone
