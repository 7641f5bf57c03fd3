package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// decode reads parameters into the struct behind params. Unlike encoding/json it refuses members that are unknown
// (also by upper and lower case), missing (but for `omitempty`), null (but for pointers without `omitempty`), or not in
// the tag `enum`.
func decode(raw json.RawMessage, params any) error {
	if raw == nil {
		raw = json.RawMessage("{}")
	}
	err := check(raw, reflect.TypeOf(params).Elem())
	if err == nil {
		err = json.Unmarshal(raw, params)
	}
	if err != nil {
		return failure{invalidParams, "params: " + err.Error()}
	}
	return nil
}

func check(raw json.RawMessage, shape reflect.Type) error {
	switch shape.Kind() {
	case reflect.Slice:
		var elements []json.RawMessage
		if shape.Elem().Kind() != reflect.Struct {
			return nil
		}
		err := json.Unmarshal(raw, &elements)
		for i := 0; i < len(elements) && err == nil; i++ {
			err = check(elements[i], shape.Elem())
		}
		return err
	case reflect.Struct:
	default:
		return nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return err
	} else if given == nil {
		return errors.New("null instead of an object")
	}
	for _, field := range reflect.VisibleFields(shape) {
		if field.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		value, present := given[name]
		optional := options == "omitempty"
		delete(given, name)
		switch {
		case !present && optional:
			continue
		case !present:
			return fmt.Errorf("%s is missing", name)
		case string(value) == "null" && (optional || field.Type.Kind() != reflect.Pointer):
			return fmt.Errorf("%s is null", name)
		}
		if enum := field.Tag.Get("enum"); enum != "" && !slices.Contains(strings.Fields(enum), strings.Trim(string(value), `"`)) {
			return fmt.Errorf("%s is %.40s, expected one of: %s", name, value, enum)
		}
		if err := check(value, field.Type); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name := range given {
		return fmt.Errorf("unknown parameter %q", name)
	}
	return nil
}
