import time
from multiprocessing import Process, Queue

ITEMS = 5


def produce(queue):
    for item in range(1, 2 * ITEMS + 1):
        if item <= ITEMS:
            time.sleep(0.3)  # At first the consumer waits for the producer…
        queue.put(item)


def consume(queue, taken):
    items = []
    while len(items) < 2 * ITEMS:
        items.append(queue.get())
        if len(items) > ITEMS:
            time.sleep(0.3)  # … and then the producer for a place in the queue.
    taken.put(items)


if __name__ == "__main__":
    queue, taken = Queue(2), Queue()
    producer = Process(target=produce, args=(queue,), name="producer")
    consumer = Process(target=consume, args=(queue, taken), name="consumer")
    for p in (producer, consumer):
        p.start()
    items = taken.get()
    for p in (producer, consumer):
        p.join()
    print(f"Consommés : {items}")
