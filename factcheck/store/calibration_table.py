"""How the scores of a store are recalibrated: the latest calibration whose run was not undone."""

from dataclasses import asdict

from factcheck.model import Calibration, Recalibration
from factcheck.store.connection import StorePart, transaction, translate_sqlite_errors
from factcheck.store.row_mapping import DamagedRecordError, as_json, read_json
from factcheck.store.runs import NewRun, RunTable

_PREFIX = "calibration:"
_HAS_TABLE = "SELECT 1 FROM sqlite_schema WHERE name = 'meta'"
_IN_FORCE = (
    "SELECT r.id, m.value FROM meta m JOIN ingest_runs r ON m.name = ? || r.id "
    "WHERE r.kind = 'calibrate' AND NOT EXISTS (SELECT 1 FROM ingest_runs u WHERE u.undoes = r.id "
    "AND NOT EXISTS (SELECT 1 FROM ingest_runs again WHERE again.undoes = u.id)) "
    "ORDER BY r.id DESC LIMIT 1"
)


class CalibrationTable(StorePart):
    """The calibrations, in the table of the store's settings."""

    @translate_sqlite_errors
    def in_force(self) -> Calibration:
        """Give the calibration in force, one that changes nothing where there is none."""
        if self._connection.execute(_HAS_TABLE).fetchone() is None:
            return Calibration()
        row = self._connection.execute(_IN_FORCE, (_PREFIX,)).fetchone()
        return _read(*row) if row else Calibration()

    @translate_sqlite_errors
    def save(self, calibration: Calibration, run: NewRun) -> int:
        """Keep *calibration* as a run of its own, which ``undo`` takes back; give the run."""
        with transaction(self._connection):
            runs = RunTable(self._connection)
            run_id = runs.begin(run)
            values = asdict(calibration)
            del values["run_id"]
            row = (f"{_PREFIX}{run_id}", as_json(values))
            self._connection.execute("INSERT INTO meta(name, value) VALUES(?,?)", row)
            runs.finish(run_id, {"calibrated": 1}, run.started_at)
        return run_id


def _read(run_id: int, text: object) -> Calibration:
    value = read_json(text, dict)
    try:
        situations = {
            name: None if each is None else Recalibration(**each) for name, each in value.items()
        }
        return Calibration(**situations, run_id=run_id)
    except (TypeError, ValueError) as error:
        raise DamagedRecordError(f"the calibration of run {run_id} cannot be read") from error
