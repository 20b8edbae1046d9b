set -f; touch a; echo *; set +f; echo *
