import { describe, expect, it } from 'vitest';
import { GoError } from '../go/strconv.ts';
import { compile, execute, type Value } from './index.ts';

// What Docker 28.5.2 answers to `docker inspect -f TEMPLATE` for a container with this JSON.
const DATA: Value = {
  Id: '8fa18c5e553a91b454452f9aa419f387ae833cc36ae54437c7674e15c220dd4b',
  Name: '/d1t',
  Path: 'sleep',
  Created: '2026-11-21T05:35:23.2705759Z',
  State: { Status: 'running', Running: true, Pid: 18312 },
  Config: { Env: ['FOO=bar'], Labels: { a: 'b<c' }, Image: 'busybox', Cmd: ['sleep', '300'] },
  NetworkSettings: { Ports: {}, Networks: { bridge: { Gateway: '172.17.0.1' } } },
};

function run(text: string): string {
  try {
    return execute(compile(text), DATA, { missingKeyError: true });
  } catch (e) {
    if (e instanceof GoError) return e.message;
    throw e;
  }
}

describe('templates', () => {
  it.each([
    ['{{.Foo}}', 'template: :1:2: executing "" at <.Foo>: map has no entry for key "Foo"'],
    ['{{.Name.Foo}}', `template: :1:7: executing "" at <.Name.Foo>: can't evaluate field Foo in type interface {}`],
    ['{{.Config.Labels}}', 'map[a:b<c]'],
    ['{{json .Config.Labels}}', '{"a":"b<c"}'],
    ['{{index .Config.Env 0}}', 'FOO=bar'],
    ['{{index .Config.Env 9}}', 'template: :1:2: executing "" at <index .Config.Env 9>: error calling index: index out of range: 9'],
    ['{{range $k, $v := .Config.Labels}}{{$k}}={{$v}}{{end}}', 'a=b<c'],
    ['{{range $i, $e := .Config.Env}}{{$i}}={{$e}} {{end}}', '0=FOO=bar '],
    ['{{join .Config.Cmd " "}}', 'template: :1:14: executing "" at <.Config.Cmd>: wrong type for value; expected []string; got []interface {}'],
    ['{{join (split "a,b" ",") " "}}', 'a b'],
    ['{{(index .NetworkSettings.Networks "bridge").Gateway}}', '172.17.0.1'],
    ['{{(index (index .NetworkSettings.Ports "80/tcp") 0).HostPort}}', 'template: :1:3: executing "" at <index (index .NetworkSettings.Ports "80/tcp") 0>: error calling index: index of untyped nil'],
    ['{{index .Foo 1}}', 'template: :1:8: executing "" at <.Foo>: map has no entry for key "Foo"'],
    ['{{.Id | len}}', '64'],
    ['{{', 'template: :1: unclosed action'],
    ['{{.Name', 'template: :1: unclosed action'],
    ['{{.Name}} {{if}}', 'template: :1: missing value for if'],
    ['{{if .State.Running}}yes{{else}}no{{end}}', 'yes'],
    ['{{if eq .State.Status "exited"}}a{{else if eq .State.Status "running"}}b{{end}}', 'b'],
    ['{{foo .Name}}', 'template: :1: function "foo" not defined'],
    ['{{end}}', 'template: :1: unexpected {{end}}'],
    ['{{.Name | printf "%10s|%-20s|" "x"}}', '         x|/d1t                |'],
    ['{{printf "%s" .State.Running}}', '%!s(bool=true)'],
    ['{{printf "%05d|%x|%q|%8.3f|%+d|%v" 42 255 "a" 3.14159 7 true}}', '00042|ff|"a"|   3.142|+7|true'],
    ['{{printf "%d" }}', '%!d(MISSING)'],
    ['{{printf "%d" 1 2}}', '1%!(EXTRA int=2)'],
    ['{{upper .Name}} {{title "hello world"}} {{split .Name "/"}} {{pad "x" 2 2}}| {{truncate .Path 3}}', '/D1T Hello World [ d1t]   x  | sle'],
    ['{{len .Name}} {{slice .Name 1 3}}', '4 d1'],
    ['{{upper .State.Pid}}', 'template: :1:14: executing "" at <.State.Pid>: wrong type for value; expected string; got json.Number'],
    ['{{println .Name}}', '/d1t\n'],
    ['{{ .Name -}} x {{- .Path }}', '/d1txsleep'],
    ['{{with .Config}}{{.Image}} {{$.Name}}{{end}}', 'busybox /d1t'],
    ['{{define "x"}}[{{.}}]{{end}}{{template "x" .Name}}', '[/d1t]'],
    ['{{template "y"}}', 'template: :1:11: executing "" at <{{template "y"}}>: template "y" not defined'],
    ['{{$x := .Name}}{{$x}} {{$y}}', 'template: :1: undefined variable "$y"'],
    ['{{.Name.}}', 'template: :1: unexpected <.> in operand'],
    ['{{.Name "x"}}', 'template: :1:2: executing "" at <.Name>: Name is not a method but has arguments'],
    ['{{"x" .Name}}', `template: :1:2: executing "" at <"x">: can't give argument to non-function "x"`],
    ['{{!}}', 'template: :1: unexpected "!" in command'],
    ['{{"abc}}', 'template: :1: unterminated quoted string'],
    ['{{not .State.Running}} {{and true .Name}} {{or "" "b"}}', 'false /d1t b'],
    ['{{html "<a>"}} {{js "a\\"b"}} {{urlquery "a b&c"}}', '&lt;a&gt; a\\"b a+b%26c'],
    ['{{range .Name}}x{{end}}', `template: :1:8: executing "" at <.Name>: range can't iterate over /d1t`],
    ['{{lower 1}}', 'template: :1:8: executing "" at <1>: expected string; found 1'],
    ['{{range .Config.Cmd}}{{if eq . "300"}}{{break}}{{end}}{{.}}{{else}}none{{end}}', 'sleep'],
    ['a{{/* note */}}b', 'ab'],
    ['{{$x := 1}}{{range .Config.Cmd}}{{$x = 2}}{{end}}{{$x}}', '2'],
    ['{{"a\\tb"}}{{`raw`}}{{\'x\'}}', 'a\tbraw120'],
  ])('%s', (text, want) => {
    expect(run(text)).toBe(want);
  });
});
