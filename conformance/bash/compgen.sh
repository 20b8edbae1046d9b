compgen -W 'apple apricot banana' ap; compgen -v BASH_VERS; compgen -b ec; f_one() { :; }; compgen -A function f_
