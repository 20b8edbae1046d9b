case a in a) echo 1;& b) echo 2;;& a) echo 3;; *) echo 4;; esac; case 'x*' in 'x*') echo literal;; esac; case xy in "x"*) echo pre;; esac
