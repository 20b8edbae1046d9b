/** The contract of file systems on overlay. */
import { filesystemSuite } from '../testing/suite.ts';

filesystemSuite('overlay');
