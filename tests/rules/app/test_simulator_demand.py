"""Demand is read from open data sets, known by their columns."""

import gzip
from pathlib import Path

import pytest

from everywhere.app.demo.dice import Dice
from everywhere.app.simulator import demand
from everywhere.app.simulator.demand import Demand, DemandError

CAINIAO = "loc,lon,lat,pickups,dropoffs,courier_start\n0,121.1,31.6,0,0,1\n1,121.5,31.2,40,0,0\n2,121.51,31.21,0,3,0\n"
CROWDSOURCING = (
    "dataset,instance,seq,begin_time,kind,x,y,duration,radius,capacity,reward,success_prob\n"
    "gMission,0,1,90,task,1,4,300,,,10.3,\n"
    "gMission,0,0,95,task,1,4,300,,,12.2,\n"
    "gMission,1,0,95,task,1,4,300,,,99,\n"
    "gMission,0,2,30,worker,2,4,300,1.0,1,,0.787\n"
)
TAXI = "begin_s,kind,x_m,y_m,duration_s,radius_m\n100,task,1,2,600,\n40,task,1,2,600,\n50,worker,1,2,300,1500\n"


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return file


def test_cainiao_points_without_parcels_are_left_out(tmp_path: Path) -> None:
    read = demand.read(written(tmp_path, "points.csv.gz", CAINIAO))
    assert [(spot.lat, spot.lon, spot.people, spot.trade) for spot in read.spots] == [(31.2, 121.5, 0, 40), (31.21, 121.51, 3, 0)]


def test_crowdsourcing_rewards_come_in_the_first_arrival_order(tmp_path: Path) -> None:
    read = demand.read(written(tmp_path, "tasks.csv", CROWDSOURCING))
    assert read.rewards == [12.2, 10.3]
    assert read.patience_s == [300, 300]
    assert read.reliabilities == [0.787]


def test_taxi_tasks_give_the_rhythm_of_the_day(tmp_path: Path) -> None:
    read = demand.read(written(tmp_path, "taxi.csv.gz", TAXI))
    assert read.arrivals_s == [40, 100]


def test_a_folder_gives_what_all_its_files_know(tmp_path: Path) -> None:
    written(tmp_path, "a.csv.gz", CAINIAO)
    written(tmp_path, "b.csv", TAXI)
    written(tmp_path, "c.csv", "some,other,table\n1,2,3\n")
    read = demand.read(tmp_path)
    assert read.source == "a.csv.gz, b.csv"
    assert (len(read.spots), len(read.arrivals_s)) == (2, 2)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("other.csv", "a,b\n1,2\n"),
        ("empty.csv", ""),
        ("broken.csv", "begin_s,kind,duration_s\nsoon,task,1\n"),
        ("cut.csv", "begin_s,kind,duration_s\n5,task\n"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(DemandError):
        demand.read(written(tmp_path, name, text))


def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "points.csv.gz"
    file.write_bytes(b"no gzip at all")
    with pytest.raises(DemandError):
        demand.read(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DemandError):
        demand.read(tmp_path / "nothing.csv")


def test_the_rhythm_is_that_of_the_fullest_hours() -> None:
    day = Demand("", arrivals_s=[0, 10_000, 20_000, 20_100, 20_200, 50_000])
    assert set(demand.rhythm(day, 0.1, 50, Dice(1))) == {0, 100, 200}


def test_without_data_people_ask_at_any_time() -> None:
    moments = demand.rhythm(Demand(""), 2, 100, Dice(1))
    assert moments == sorted(moments)
    assert 0 <= moments[0] < 600
    assert 6600 < moments[-1] < 7200


def test_without_data_people_are_in_the_shipped_communities() -> None:
    made = demand.made_up("shanghai")
    assert len(made.spots) >= 1000
    assert all(31.1 < spot.lat < 31.4 and 121.3 < spot.lon < 121.6 for spot in made.spots)
    assert made == demand.made_up("shanghai")


def test_a_city_without_communities_has_no_places_to_make_up() -> None:
    with pytest.raises(DemandError):
        demand.made_up("atlantis")
