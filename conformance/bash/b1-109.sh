case foo in f*) echo 1;; *) echo 2;; esac; case bar in foo|bar) echo x;& baz) echo y;;& *) echo z;; esac; case "a b" in "a b") echo ok;; esac; case x in [abc]) echo no;; [!abc]) echo yes;; esac
