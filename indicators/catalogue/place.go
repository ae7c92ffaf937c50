package catalogue

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// place is a line of a file of the catalogue.
type place struct {
	order int
	file  string
	line  int
}

// spot is where a row stands: its file and its node, through which the line of each of its fields is found.
type spot struct {
	order int
	file  string
	node  *yaml.Node
}

// at is the line of a field, given as "targets[2].baseline.period"; of a field that is absent, the line of what
// should hold it. "" is the row itself.
func (s spot) at(path string) place {
	node := plain(s.node)
	line := node.Line
	for step := range strings.SplitSeq(path, ".") {
		name, rest, _ := strings.Cut(step, "[")
		index := -1
		if number, ok := strings.CutSuffix(rest, "]"); ok {
			index, _ = strconv.Atoi(number)
		}
		key, next := field(node, name)
		if next == nil {
			break
		}
		line, node = key.Line, plain(next)
		if index >= 0 {
			if node.Kind != yaml.SequenceNode || index >= len(node.Content) {
				break
			}
			node = plain(node.Content[index])
			line = node.Line
		}
	}
	return place{s.order, s.file, line}
}

// field finds a key of a mapping with its value; nil when there is none.
func field(node *yaml.Node, name string) (key, value *yaml.Node) {
	if node.Kind == yaml.MappingNode && name != "" {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == name {
				return node.Content[i], node.Content[i+1]
			}
		}
	}
	return nil, nil
}

// plain follows an alias to what it stands for.
func plain(node *yaml.Node) *yaml.Node {
	for node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return node
}
