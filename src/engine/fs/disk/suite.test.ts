/** The contract of file systems on ext4. */
import { filesystemSuite } from '../testing/suite.ts';

filesystemSuite('ext4');
