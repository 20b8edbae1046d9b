echo 'Hello' | tr 'A-Za-z' 'N-ZA-Mn-za-m'; echo Uryyb | tr 'A-Za-z' 'N-ZA-Mn-za-m'
