mkdir d; echo x >d/f; tar -cf t.tar d; tar -tf t.tar; rm -r d; tar -xf t.tar; cat d/f; tar -czf t.tgz d; tar -tzf t.tgz
