/**
 * BusyBox's applets: which options each knows and how its usage line reads (facts of BusyBox 1.37), with a summary in our own words. One line an
 * applet: name, short options (getopt(3)), long options, usage, summary; tabs between. An empty options field leaves the program's own.
 */

/** An applet's line of the table. */
export interface AppletText {
  readonly short: string | undefined;
  readonly long: readonly string[] | undefined;
  readonly usage: string;
  readonly summary: string;
}

const TABLE = `
[\t\t\tEXPRESSION ]\tTest a condition; the status is 0 when it holds
ash\t\t\t[-il] [-|+Cabefmnuvx] [-|+o OPT]... [-c 'SCRIPT' [ARG0 ARGS] | FILE ARGS | -s ARGS]\tThe shell
awk\tv:f:F:\t\t[OPTIONS] [AWK_PROGRAM] [FILE]...\tRun an AWK program over the lines of FILEs
base64\tdw:\tdecode wrap\t[-d] [-w COL] [FILE]\tEncode or decode FILE as base64
basename\t+as:\t\tFILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...\tThe last part of a path, without SUFFIX
cat\tnbvteA\t\t[-nbvteA] [FILE]...\tCopy FILEs to stdout, one after the other
chgrp\tRhLHPcvf\t\t[-RhLHPcvf]... GROUP FILE...\tSet the group of FILEs
chmod\tRcvf\t\t[-Rcvf] MODE[,MODE]... FILE...\tSet the permissions of FILEs; MODE is octal or as u+x
chown\tRhLHPcvf\t\t[-RhLHPcvf]... USER[:[GRP]] FILE...\tSet the owner, and the group, of FILEs
chroot\t+\t\tNEWROOT [PROG ARGS]\tRun PROG with another root directory
clear\t\t\t\tEmpty the screen
cmp\tsln:\t\t[-ls] [-n NUM] FILE1 [FILE2 [SKIP1 [SKIP2]]]\tFind where two files begin to differ
cp\tarPLHpfinlsTuvdRt:\t\t[-arPLHpfinlsTu] SOURCE DEST\\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }\tCopy files
cut\tb:c:f:d:sn\t\t{-b|c LIST | -f|F LIST [-d SEP] [-s]} [-D] [-O SEP] [FILE]...\tPrint parts of each line
date\tus:d:r:RI::D:\tutc date set reference rfc-2822\t[-u] [-d TIME] [-r FILE] [-s TIME] [+FMT]\tPrint the time, or set it
dd\t\t\t[if=FILE] [of=FILE] [ibs=N obs=N/bs=N] [count=N] [skip=N] [seek=N]\\n\\t[conv=notrunc|noerror|sync|fsync]\tCopy blocks
df\tPkmhTaiB:t:\t\t[-PkmhTai] [-B SIZE] [-t TYPE] [FILESYSTEM]...\tHow full file systems are
diff\tabBdiL:NqrTtsS:wU:\t\t[-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2\tCompare files line by line
dirname\t\t\tFILENAME\tThe directory part of a path
dmesg\tcn:s:r\t\t[-cr] [-n LEVEL] [-s SIZE]\tPrint the kernel's messages
du\taHLdclsxhmk\t\t[-aHLdclsxhmk] [FILE]...\tHow much space files take
echo\t\t\t[-neE] [ARG]...\tPrint the arguments
env\t+iu:0\tignore-environment unset\t[-i0] [-u NAME]... [-] [NAME=VALUE]... [PROG ARGS]\tRun PROG in a changed environment
egrep\tHhnlLoqvsrRiwFEzm:A:B:C:ce:f:x\t\t[-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...\tFind lines by a pattern
expr\t\t\tEXPRESSION\tCompute an expression
false\t\t\t\tFail
find\t\t\t[-HL] [PATH]... [OPTIONS] [ACTIONS]\tFind files, and do something with each
free\tbkmgh\t\t[-bkmgh]\tHow much memory is used
fgrep\tHhnlLoqvsrRiwFEzm:A:B:C:ce:f:x\t\t[-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...\tFind lines by a fixed text
grep\tHhnlLoqvsrRiwFEzm:A:B:C:ce:f:x\tcolor\t[-HhnlLoqvsrRiwFEz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...\tFind lines by a pattern
groups\t\t\t[USER]\tPrint the groups of a user
gunzip\tcfkt\t\t[-cfkt] [FILE]...\tUnpack FILEs
gzip\tcfkdt123456789\t\t[-cfkdt123456789] [FILE]...\tPack FILEs
head\tn:c:qv\t\t[OPTIONS] [FILE]...\tPrint the first lines of FILEs
hexdump\tbcdoxCve:f:n:s:\t\t[-bcdoxCv] [-e FMT] [-f FMT_FILE] [-n LEN] [-s OFS] [FILE]...\tShow bytes as numbers
hostname\tsidfF:\t\t[-sidf] [HOSTNAME | -F FILE]\tShow or set the host's name
id\tugGnr\t\t[-ugGnr] [USER]\tWho the user is
install\tcdDpsg:m:o:t:\t\t[-cdDsp] [-o USER] [-g GRP] [-m MODE] [-t DIR] [SOURCE]... DEST\tCopy files and set their modes
kill\t\t\t[-l] [-SIG] PID...\tSend a signal to processes
killall\t\t\t[-lq] [-SIG] PROCESS_NAME...\tSend a signal to processes by name
less\t\t\t[-EFIMmNSRh~] [FILE]...\tRead FILEs a screen at a time
link\t\t\tFILE LINK\tGive FILE another name
ln\tsfnbtvS:T\t\t[-sfnbtv] [-S SUF] TARGET... LINK|DIR\tMake a link
ls\t1AaCxdLHRFplinshrSXvctukw:\tcolor full-time group-directories-first\t[-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...\tList directories
md5sum\tcsw\t\t[-c[sw]] [FILE]...\tPrint or check MD5 sums
mkdir\tm:pv\tmode parents verbose\t[-m MODE] [-p] DIRECTORY...\tMake directories
mkfifo\tm:\t\t[-m MODE] NAME\tMake a named pipe
mknod\tm:\t\t[-m MODE] NAME TYPE [MAJOR MINOR]\tMake a device node or pipe
mktemp\tdtqup:\t\t[-dt] [-p DIR] [TEMPLATE]\tMake a temporary file
more\t\t\t[FILE]...\tRead FILEs a screen at a time
mount\taro:t:fnwv\t\t[OPTIONS] [-o OPT] DEVICE NODE\tMount a file system
mv\tfinTut:\t\t[-finT] SOURCE DEST\\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }\tMove or rename files
nc\tlp:w:e:i:n\t\t[-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]\tTalk over TCP
nohup\t+\t\tPROG ARGS\tRun PROG untouched by hangups
nproc\t\tall ignore\t[--all] [--ignore=N]\tHow many processors there are
nsenter\t\t\t[OPTIONS] [PROG ARGS]\tRun PROG in namespaces of a process
od\tabcdfhilovxst:A:N:j:S:w::\t\t[-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [-S MINSTR] [-w WIDTH] [FILE]...\tShow bytes as numbers
pidof\tso:\t\t[-s] [-o PID]... [NAME]...\tPids by name
ping\tc:s:i:t:I:W:w:qp:A46n\t\t[OPTIONS] HOST\tSend echo requests to HOST
printenv\t\t\t[VARIABLE]...\tPrint the environment
printf\t\t\tFORMAT [ARG]...\tPrint arguments by a format
ps\to:T\t\t[-o COL1,COL2=HEADER] [-T]\tList processes
pwd\t\t\t\tPrint the working directory
readlink\tfnv\t\t[-fnv] FILE\tPrint where a symbolic link points
realpath\t\t\tFILE...\tPrint absolute paths without symbolic links
rm\tirfR\t\t[-irf] FILE...\tRemove FILEs
rmdir\tp\tparents ignore-fail-on-non-empty\t[-p] DIRECTORY...\tRemove empty directories
sed\ti::nrEf:e:s\tquiet silent expression file regexp-extended in-place\t[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...\tEdit text by commands
seq\t+ws:\t\t[-w] [-s SEP] [FIRST [INC]] LAST\tPrint numbers
sh\t\t\t[-il] [-|+Cabefmnuvx] [-|+o OPT]... [-c 'SCRIPT' [ARG0 ARGS] | FILE ARGS | -s ARGS]\tThe shell
sha1sum\tcsw\t\t[-c[sw]] [FILE]...\tPrint or check SHA1 sums
sha256sum\tcsw\t\t[-c[sw]] [FILE]...\tPrint or check SHA256 sums
sha512sum\tcsw\t\t[-c[sw]] [FILE]...\tPrint or check SHA512 sums
sleep\t\t\t[N]...\tWait; N may end in s, m, h or d
sort\tnrughMcszbdfiokt:o:k:\t\t[-nrughMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...\tSort lines
stat\tltfc:L\t\t[-ltf] [-c FMT] FILE...\tShow what is known of FILEs
su\tlmpc:s:\t\t[-lmp] [-s SH] [-] [USER [FILE ARGS / -c 'CMD' [ARG0 ARGS]]]\tRun a shell as another user
tail\tfFc:n:qs:v\t\t[OPTIONS] [FILE]...\tPrint the last lines of FILEs
tar\t\t\tc|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [FILE]...\tMake, list or unpack archives
tee\tai\t\t[-ai] [FILE]...\tCopy stdin to stdout and to FILEs
test\t\t\tEXPRESSION\tTest a condition; the status is 0 when it holds
time\t+vpao:f:\t\t[-vpa] [-o FILE] PROG ARGS\tRun PROG and say how long it took
timeout\t+s:k:\t\t[-s SIG] [-k KILL_SECS] SECS PROG ARGS\tRun PROG for at most SECS seconds
top\tbHn:d:\t\t[-bH] [-n COUNT] [-d SECONDS]\tShow processes as they change
touch\tchamd:t:r:\tno-create reference date\t[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...\tSet the times of FILEs, making them
tr\tcdsC\t\t[-cds] STRING1 [STRING2]\tTranslate or delete characters
true\t\t\t\tSucceed
truncate\tcs:\t\t[-c] -s SIZE FILE...\tSet the size of FILEs
tty\ts\t\t[-s]\tPrint the terminal's name
umount\trlfdat:\t\t[-rlfda] [-t FSTYPE] FILESYSTEM|DIRECTORY\tUnmount
uname\tamnrspvio\t\t[-amnrspvio]\tPrint what system this is
uniq\tcduizf:s:w:\t\t[-cduiz] [-f,s,w N] [FILE [OUTFILE]]\tDrop lines that repeat
unlink\t\t\tFILE\tRemove a name
unshare\t\t\t[OPTIONS] [PROG ARGS]\tRun PROG in new namespaces
uptime\t\t\t\tHow long the machine has been up
vi\tc:RH\t\t[-c CMD] [-R] [-H] [FILE]...\tEdit FILEs
watch\t+n:txd\t\t[-n SEC] [-tx] PROG ARGS\tRun PROG again and again
wc\tcmlwL\t\t[-cmlwL] [FILE]...\tCount lines, words and bytes
wget\tcqSO:o:P:U:T:Y:\theader post-data post-file spider quiet output-document no-check-certificate\t[-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]\\n\\t[--post-data STR | --post-file FILE] [-Y on/off]\\n\\t[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...\tFetch URLs
which\ta\t\t[-a] COMMAND...\tFind commands in $PATH
whoami\t\t\t\tPrint the user's name
xargs\t+0rpt:ts:n:I:E:eP:x\t\t[OPTIONS] [PROG ARGS]\tRun PROG with arguments from stdin
yes\t\t\t[STRING]\tPrint STRING for ever
zcat\t\t\t[FILE]...\tUnpack FILEs to stdout
`;

/** The applets by name. */
export const APPLET_TEXTS: ReadonlyMap<string, AppletText> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [name = '', short = '', long = '', usage = '', summary = ''] = line.split('\t');
      return [name, { short: short === '' ? undefined : short, long: short === '' && long === '' ? undefined : long.split(' ').filter((l) => l !== ''), usage, summary }] as const;
    }),
);
