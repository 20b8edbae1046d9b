/** The contract of file systems on tmpfs. */
import { filesystemSuite } from '../testing/suite.ts';

filesystemSuite('tmpfs');
