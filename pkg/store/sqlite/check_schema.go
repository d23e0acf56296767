package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// foreign returns an error wrapping dossier.ErrDamaged if the database has a trigger or a view.
// Those could change what is read or written, or make a query endless.
func foreign(ctx context.Context, db querier) error {
	is, err := schemaOf(ctx, db)
	if err != nil {
		return err
	}
	for _, of := range slices.Sorted(maps.Keys(is)) {
		if kind := is[of].kind; kind == "trigger" || kind == "view" {
			return fmt.Errorf("%w: there is a %s", dossier.ErrDamaged, of)
		}
	}
	return nil
}

// ownSchema returns the schema that the migrations make.
var ownSchema = sync.OnceValues(func() (map[string]object, error) {
	fresh := &database{write: sql.OpenDB(connector{"file::memory:", commonPragmas})}
	defer fresh.write.Close()
	fresh.write.SetMaxOpenConns(1) // each connection would have a database of its own
	if err := fresh.migrate(context.Background()); err != nil {
		return nil, err
	}
	return schemaOf(context.Background(), fresh.write)
})

// checkSchema compares the tables and indexes with those that the migrations make.
func checkSchema(ctx context.Context, db querier) ([]dossier.Check, error) {
	want, err := ownSchema()
	if err != nil {
		return nil, err
	}
	is, err := schemaOf(ctx, db)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(want)
	maps.Copy(all, is)
	var faults []dossier.Check
	for _, of := range slices.Sorted(maps.Keys(all)) {
		expected, made := want[of]
		found, there := is[of]
		switch {
		case !made:
			faults = append(faults, damaged("there is a "+of))
		case !there:
			faults = append(faults, damaged("there is no "+of))
		case found != expected:
			faults = append(faults, damaged("the "+of+" is defined differently"))
		}
	}
	return faults, nil
}

// An object is a table, index or the like in a schema.
type object struct{ kind, definition string }

// schemaOf returns the objects of a schema by kind and name: "table pages".
func schemaOf(ctx context.Context, db querier) (map[string]object, error) {
	objects := make(map[string]object)
	err := each(ctx, db, func(rows *sql.Rows) error {
		var name string
		var o object
		err := rows.Scan(&o.kind, &name, &o.definition)
		objects[o.kind+" "+name] = o
		return err
	}, selectSchema)
	return objects, err
}
