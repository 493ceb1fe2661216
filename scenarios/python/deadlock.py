import threading
import time

a, b = threading.Lock(), threading.Lock()
both_hold = threading.Barrier(2)


def transfer(first, second, names):
    with first:
        time.sleep(0.3)
        both_hold.wait()  # From here on neither can get its second lock.
        print(f"{threading.current_thread().name} tient {names[0]} et attend {names[1]}")
        if second.acquire(timeout=1):  # Without the timeout: for ever.
            second.release()


def transfer_ordered():
    with a:
        time.sleep(0.3)
        with b:
            pass


def run(*threads):
    for t in threads:
        t.start()
    for t in threads:
        t.join()


run(
    threading.Thread(target=transfer, args=(a, b, "AB")),
    threading.Thread(target=transfer, args=(b, a, "BA")),
)
ordered = [threading.Thread(target=transfer_ordered) for _ in range(2)]
run(*ordered)
print(f"Dans le même ordre : {len(ordered)} threads terminés")
